import type { ErrorCode } from '../../../contract/device.ts';
import type { IppCallError } from '../ipp/ipp-caller.ts';
import { statusCodes } from '../ipp/operations.ts';

/** IPP failures in our words. */
export function codeOf(error: IppCallError): ErrorCode {
  switch (error.kind) {
    case 'absent':
    case 'refused':
      return 'E_NO_DEVICE';
    case 'lost':
    case 'aborted':
      return 'E_LINK_LOST';
    case 'timeout':
      return 'E_IO_TIMEOUT';
    case 'http':
    case 'garbled':
      return 'E_PROTOCOL';
    case 'status':
      return statusCode(error.status);
  }
}

function statusCode(status: number): ErrorCode {
  switch (status) {
    case statusCodes.notFound:
    case statusCodes.gone:
      return 'E_NO_DEVICE';
    case statusCodes.forbidden:
    case statusCodes.notAuthenticated:
    case statusCodes.notAuthorized:
      return 'E_WRONG_DEVICE';
    case statusCodes.notAcceptingJobs:
      return 'E_DISABLED';
    case statusCodes.documentFormatNotSupported:
    case statusCodes.attributesNotSupported:
    case statusCodes.operationNotSupported:
      return 'E_UNSUPPORTED';
    case statusCodes.busy:
    case statusCodes.temporaryError:
    case statusCodes.serviceUnavailable:
      return 'E_NOT_READY';
    case statusCodes.deviceError:
      return 'E_HARDWARE';
    default:
      return 'E_PROTOCOL';
  }
}
